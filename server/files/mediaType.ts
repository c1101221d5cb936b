/**
 * What a file's name says that it is; a receiver never trusts it further than to pick a viewer. The table of types is
 * read when the first file comes.
 */
export async function mediaTypeOf(name: string): Promise<string> {
  const { mediaTypes } = await import('./mediaTypes.ts');
  return mediaTypes.getType(name) ?? 'application/octet-stream';
}
