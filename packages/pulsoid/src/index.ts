export { createPulsoid, type PulsoidOptions } from './pulsoid.ts';
