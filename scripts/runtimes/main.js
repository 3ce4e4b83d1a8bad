import { runProgram } from './program.js';

console.log(await runProgram());
