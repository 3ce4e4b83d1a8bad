import { asGrantError } from './outcomes.ts';
import type { SuiteBed } from './suite-bed.ts';

/** The name of an option that no adapter has. */
export const unknownOption = 'suiteUnknownOption';

/** The names of the options that the adapter takes, read from the hint of its error about an unknown option. */
export function acceptedOptions({ connectWith }: SuiteBed): readonly string[] {
  try {
    connectWith({ [unknownOption]: true });
  } catch (error) {
    const { hint = '' } = asGrantError(error);
    return [...hint.matchAll(/`(\w+)`/g)].map(([, name = '']) => name);
  }
  return [];
}
