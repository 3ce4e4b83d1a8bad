import { mergeConfig } from 'vitest/config';
import { packageConfig } from '../../vitest.config.ts';

export default mergeConfig(packageConfig, { test: { globalSetup: './test/generate-types.ts' } });
