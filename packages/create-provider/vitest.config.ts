import { mergeConfig } from 'vitest/config';
import { packageConfig } from '../../vitest.config.ts';

// The template is a package whose tests pass as they are.
export default mergeConfig(packageConfig, { test: { include: ['template/test/**/*.test.ts'] } });
