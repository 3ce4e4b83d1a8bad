// The theme without its web font: the system's fonts need no download.
import theme from 'vitepress/theme-without-fonts';
import './style.css';

export default theme;
