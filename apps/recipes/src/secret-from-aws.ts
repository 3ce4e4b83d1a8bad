import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { SecretValue } from '@grantkit/issuer';

/** Reads a secret from AWS Secrets Manager: the current version, and during a rotation also the pending version. */
export function secretFromAws(secretsManager: SecretsManagerClient, SecretId: string): () => Promise<SecretValue> {
  async function read(VersionStage: 'AWSCURRENT' | 'AWSPENDING'): Promise<string | undefined> {
    try {
      // Limits all attempts of the SDK together. Otherwise a store that hangs would use up the `timeout` of the call.
      const abortSignal = AbortSignal.timeout(2_000);
      const reply = await secretsManager.send(new GetSecretValueCommand({ SecretId, VersionStage }), { abortSignal });
      return reply.SecretString;
    } catch (error) {
      // Between rotations there is no pending version. After a failed rotation, it can be empty.
      if (VersionStage === 'AWSPENDING' && error instanceof ResourceNotFoundException) return undefined;
      throw error;
    }
  }
  return async () => {
    const [current = '', pending = current] = await Promise.all([read('AWSCURRENT'), read('AWSPENDING')]);
    return pending === current ? current : [current, pending];
  };
}
