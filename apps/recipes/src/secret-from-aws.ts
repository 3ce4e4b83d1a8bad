import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { SecretValue } from '@grantkit/issuer';

/** Reads a secret from AWS Secrets Manager: the current version, and during a rotation also the pending version. */
export function secretFromAws(secretsManager: SecretsManagerClient, SecretId: string): () => Promise<SecretValue> {
  async function read(
    VersionStage: 'AWSCURRENT' | 'AWSPENDING',
    abortSignal: AbortSignal,
  ): Promise<string | undefined> {
    try {
      const reply = await secretsManager.send(new GetSecretValueCommand({ SecretId, VersionStage }), { abortSignal });
      return reply.SecretString;
    } catch (error) {
      // Between rotations there is no pending version. After a failed rotation, it can be empty.
      if (VersionStage === 'AWSPENDING' && error instanceof ResourceNotFoundException) return undefined;
      throw error;
    }
  }
  return async () => {
    // Limits both reads and all attempts of the SDK. Otherwise a store that hangs would use up the time of the call.
    const abortSignal = AbortSignal.timeout(2_000);
    // In this order: if the rotation ends between the two reads, the second one has the new secret.
    const pending = await read('AWSPENDING', abortSignal);
    const current = (await read('AWSCURRENT', abortSignal)) ?? '';
    return pending === undefined || pending === current ? current : [current, pending];
  };
}
