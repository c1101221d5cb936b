import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'mocha';
import { placeholders, sourceStrings } from '../../../scripts/localisation.ts';
import { ROOT } from '../../../scripts/paths.ts';

/** The languages besides English that are promised whole. */
const LANGUAGES = ['de', 'zh-cn'];

function strings(...place: string[]): Map<string, string> {
  const value = JSON.parse(readFileSync(path.join(ROOT, ...place), 'utf8')) as Record<string, string>;
  return new Map(Object.entries(value));
}

describe('languages', () => {
  const { keys, untranslated } = sourceStrings();
  const contributed = strings('package.nls.json');

  it('reads every string of the source', () => {
    assert.ok(keys.size > 400, `${keys.size} strings were found`);
    assert.ok(keys.has('Join a room first. What you wrote is kept.'));
  });

  it('lets no string that a person reads bypass l10n', () => {
    assert.deepEqual(untranslated, []);
  });

  for (const language of LANGUAGES) {
    it(`has every string of the source in ${language}, and none besides, with the same places to fill in`, () => {
      const bundle = strings('l10n', `bundle.l10n.${language}.json`);
      assert.deepEqual([...bundle.keys()].toSorted(), [...keys].toSorted());
      for (const [key, text] of bundle) assert.equal(placeholders(text), placeholders(key), key);
    });

    it(`has every string of the manifest in ${language}, and none besides`, () => {
      const bundle = strings(`package.nls.${language}.json`);
      assert.deepEqual([...bundle.keys()].toSorted(), [...contributed.keys()].toSorted());
    });
  }
});
