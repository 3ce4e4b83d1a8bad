import { getToken, matters } from './derived.js';

await getToken();
await matters();
console.log('ok');
