/*
 * Parts of the panel that few need at once lie beside its script and are loaded when they are first wanted. The page's
 * policy lets them in because what a script with the nonce imports has the nonce too.
 */

// Known only while the script itself runs, which is when this module does.
const own = document.currentScript instanceof HTMLScriptElement ? document.currentScript.src : undefined;

/**
 * Loads the module `name` that lies beside the panel's script.
 *
 * @throws TypeError where it cannot be had
 */
export async function loadPart<T>(name: string): Promise<T> {
  if (own === undefined) throw new TypeError('The panel does not know where it came from.');
  return (await import(new URL(name, own).href)) as T;
}
