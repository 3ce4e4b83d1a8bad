export { createPingAm, type PingAmOptions } from './pingam.ts';
