import { McpServer, type RequestId } from '@modelcontextprotocol/server';
import { z } from 'zod';

/** An MCP server with two tools. `slow` reports progress, and ends when `release` resolves. */
export function createMcpServer(release: Promise<void>): McpServer {
  const server = new McpServer({ name: 'invoices', version: '1.0.0' });
  server.registerTool('double', { inputSchema: z.object({ value: z.number() }) }, ({ value }) => textResult(2 * value));
  server.registerTool('slow', { inputSchema: z.object({}) }, async (_, { mcpReq }) => {
    const progressToken: RequestId | undefined = mcpReq._meta?.progressToken;
    await mcpReq.notify({ method: 'notifications/progress', params: { progressToken, progress: 1, total: 2 } });
    await release;
    return textResult('done');
  });
  return server;
}

function textResult(value: unknown) {
  return { content: [{ type: 'text' as const, text: String(value) }] };
}
