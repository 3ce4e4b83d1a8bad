import { createIssuerClient, type IssuerOptions } from '@grantkit/issuer';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';

/** Connects to an MCP server as a service. All requests of the connection share one token. */
export async function connectMcp(endpoint: string, options: IssuerOptions): Promise<Client> {
  // MCP demands the parameter `resource` (RFC 8707), so that the token is good for this server only.
  const parameters = { ...options.parameters, resource: endpoint };
  const service = createIssuerClient({ ...options, parameters, apiBaseUrl: endpoint });
  const mcp = new Client({ name: 'reports', version: '1.0.0' });
  await mcp.connect(new StreamableHTTPClientTransport(new URL(endpoint), { fetch: service.fetch }));
  return mcp;
}
