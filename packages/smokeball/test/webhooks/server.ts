import { createServer } from 'node:http';
import { verifySmokeballWebhook } from '@grantkit/smokeball';

const options = {
  key: process.env['SMOKEBALL_WEBHOOK_KEY'] ?? '', // the subscription's, or [current, next] while you change it
  clientId: process.env['SMOKEBALL_CLIENT_ID'] ?? '',
};
await verifySmokeballWebhook({}, options); // a wrong option ends the program here, before the first request

createServer(async (request, response) => {
  const isSigned = await verifySmokeballWebhook(request.headers, options);
  response.writeHead(isSigned ? 204 : 401).end(); // Smokeball waits 10 s
}).listen(8080);
