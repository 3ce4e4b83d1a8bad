/** The token that a call brought, or the error that it ended with. */
export type Outcome = { readonly ok: true; readonly token: string } | { readonly ok: false; readonly error: unknown };

export async function outcomeOf(call: Promise<string>): Promise<Outcome> {
  try {
    return { ok: true, token: await call };
  } catch (error) {
    return { ok: false, error };
  }
}
