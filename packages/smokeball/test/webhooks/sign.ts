import { createHmac } from 'node:crypto';

export function sign(key: string, clientId: string, requestId: string, now: number): Record<string, string> {
  const Timestamp = String(BigInt(now) * 10_000n + 621_355_968_000_000_000n);
  const Signature = createHmac('sha256', key).update(`${Timestamp}|${requestId}|${clientId}`).digest('hex');
  return { Timestamp, RequestId: requestId, Signature };
}
