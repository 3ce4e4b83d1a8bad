import { runProgram } from './program.js';

export default {
  fetch: async () => new Response(await runProgram()),
};
