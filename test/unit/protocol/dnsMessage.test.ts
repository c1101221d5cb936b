import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeDns, type DnsMessage, encodeDns, fitLabel } from '../../../server/protocol/dnsMessage.ts';

// A label has 63 bytes at most and a name 254, of which some characters that are one to a reader take two dozen each.
const label = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
  .filter((text) => text.isWellFormed() && Buffer.byteLength(text) <= 63);
const name = fc
  .array(label, { maxLength: 4 })
  .filter((labels) => labels.reduce((bytes, text) => bytes + 1 + Buffer.byteLength(text), 0) < 255);
const ttl = fc.nat(0xffffffff);
const texts = fc.array(label, { minLength: 1, maxLength: 4 });
const record = fc.oneof(
  fc.tuple(name, ttl, fc.ipV4()).map(([name, ttl, address]) => ({ name, ttl, type: 'A' as const, address })),
  fc.tuple(name, ttl, name).map(([name, ttl, target]) => ({ name, ttl, type: 'PTR' as const, target })),
  fc
    .tuple(name, ttl, fc.nat(65_535), name)
    .map(([name, ttl, port, target]) => ({ name, ttl, type: 'SRV' as const, port, target })),
  fc.tuple(name, ttl, texts).map(([name, ttl, entries]) => ({ name, ttl, type: 'TXT' as const, entries })),
);
const question = fc.tuple(name, fc.nat(65_535), fc.boolean()).map(([name, type, unicast]) => ({ name, type, unicast }));
const message: fc.Arbitrary<DnsMessage> = fc
  .tuple(fc.nat(65_535), fc.boolean(), fc.array(question, { maxLength: 3 }), fc.array(record, { maxLength: 5 }))
  .map(([id, response, questions, records]) => ({ id, response, questions, records }));

describe('DNS messages', () => {
  it('come back as they were written', () => {
    fc.assert(fc.property(message, (written) => assert.deepEqual(decodeDns(encodeDns(written)), written)));
  });

  it('are read or refused, whatever the bytes are', () => {
    const check = (bytes: Uint8Array): void => {
      const read = decodeDns(bytes);
      assert.ok(read === undefined || Array.isArray(read.records));
    };
    fc.assert(fc.property(fc.uint8Array({ maxLength: 600 }), check), { numRuns: 2_000 });
    // Nearly right is harder than wrong.
    const damaged = fc.tuple(message, fc.nat(), fc.nat(255)).map(([written, place, byte]) => {
      const bytes = encodeDns(written);
      bytes[place % bytes.length] = byte;
      return bytes;
    });
    fc.assert(fc.property(damaged, check), { numRuns: 2_000 });
  });

  it('follow a pointer back, and none that leads to itself or forward', () => {
    const head = [0, 0, 0x84, 0, 0, 0, 0, 2, 0, 0, 0, 0];
    const first = [1, 0x61, 0, 0, 12, 0, 1, 0, 0, 0, 9, 0, 2, 1, 0x62];
    const second = (place: number): number[] => [0xc0, place, 0, 12, 0, 1, 0, 0, 0, 9, 0, 3, 1, 0x63, 0];
    const packet = (place: number) => Uint8Array.from([...head, ...first, 0, ...second(place)]);
    // The first record's data end after its name's root.
    const valid = packet(12);
    valid[12 + 12] = 3;
    assert.deepEqual(decodeDns(valid)?.records[1]?.name, ['a']);
    for (const place of [28, 40]) {
      const looping = packet(place);
      looping[12 + 12] = 3;
      assert.equal(decodeDns(looping), undefined);
    }
  });

  it('with more entries than anybody needs are refused without reading them', () => {
    assert.equal(decodeDns(Uint8Array.from([0, 0, 0, 0, 0xff, 0xff, 0, 0, 0, 0, 0, 0])), undefined);
  });

  it('labels are cut between characters', () => {
    assert.equal(fitLabel('ü'.repeat(40)), 'ü'.repeat(31));
    assert.equal(fitLabel('👩'.repeat(20)), '👩'.repeat(15));
  });
});
