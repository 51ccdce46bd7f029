import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { QueryError } from '../../analyses/output.ts';
import { seeded } from '../../index/testing/seeded.ts';
import { customXmlParser } from './custom-xml-parser.ts';
import { allCells, eventsOf, formatOf, texts, withFile, withLog } from './testing/opened-log.ts';

const XML = formatOf(customXmlParser, { title: 'Audit', element: 'e', timestamp: '@at', eventType: 'kind' });
const FILE = `<?xml version="1.0" encoding="UTF-8"?>
<!-- <e at="never"/> -->
<log>
  <ee at="2024-05-01T00:00:00Z"/>
  <e at="2024-05-01T00:00:01Z" a="x &amp; &gt; &#65;" b='>'>
    <kind>login</kind>
    <user id="7"> <name>Zoë</name> </user>
    <text><![CDATA[</e> <e>]]></text>
  </e>
  <group><e at="2024-05-01T00:00:02Z"/></group>
  <e at="2024-05-01T00:00:03Z"><e at="2024-05-01T00:00:09Z">within</e></e>
  <e at="2024-05-01T00:00:04Z" >plain</e >
</log>
`;
const FIELDS = texts('a', 'b', 'kind', 'user.id', 'user.name', 'text', 'e');
const EVENTS = [
  '0 login a=x & > A b=> kind=login user.id=7 user.name=Zoë text=</e> <e>',
  '1000000000 Audit',
  '2000000000 Audit e=within',
  '3000000000 Audit text=plain',
];

describe('an XML file', () => {
  it('opens as a trace: elements of a name are events, attributes and children are fields', async () => {
    await withLog(XML, FILE, async (reader, path) => {
      assert.equal(XML.sniff(path), 'likely');
      assert.deepEqual(await eventsOf(reader, FIELDS), EVENTS);
      assert.deepEqual(await eventsOf(reader, FIELDS, true), EVENTS);
      assert.equal(allCells(reader)[1]!.at(-1), '<e at="2024-05-01T00:00:02Z"/>');
      assert.deepEqual(reader.notices, []);
    });
  });

  it('is read the same wherever its parts end', async () => {
    // More than a chunk of what is no record moves the records across the ends of chunks.
    for (const blank of [524_288 - 60, 524_288 - 300, 524_288 - 400, 524_288 - 520, 524_288 - 640]) {
      await withLog(XML, `<!--${'x'.repeat(blank - 7)}-->${FILE.slice(FILE.indexOf('\n') + 1)}`, async (reader) => {
        assert.deepEqual(await eventsOf(reader, FIELDS), EVENTS);
      });
    }
  });

  it('is refused with a document type, and entities that are not of XML are unknown', async () => {
    const bomb = '<!DOCTYPE log [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><log><e at="1">&b;</e></log>';
    await assert.rejects(
      withLog(XML, bomb, (reader) => eventsOf(reader)),
      /document type/,
    );
    await withFile(bomb, async (path) => assert.equal(XML.sniff(path), undefined));
    await withLog(XML, '<log><e at="1">&b;</e><e at="2"/></log>', async (reader) => {
      assert.deepEqual(await eventsOf(reader), ['0 Audit']);
      assert.match(reader.notices[0]!.message, /no well-formed XML/);
    });
  });

  it('is read as far as it goes where it is cut off, or elements are broken or too long', async () => {
    const cut = FILE.slice(0, FILE.indexOf('within'));
    await withLog(XML, cut, async (reader) => assert.deepEqual(await eventsOf(reader, FIELDS), EVENTS.slice(0, 2)));
    const broken = '<log></e><e at="1" a=x/><e at="2" a="1" a="2"/><e at="3"><b></e></b></e><e at="4"/></log>';
    await withLog(XML, broken, async (reader) => {
      assert.deepEqual(await eventsOf(reader), ['0 Audit']);
      assert.equal(reader.base, 4_000_000_000n);
    });
    const deep = `<log><e at="1">${'<a>'.repeat(80_000)}x${'</a>'.repeat(80_000)}</e><e at="2"/></log>`;
    await withLog(XML, deep, async (reader) => {
      assert.deepEqual(await eventsOf(reader), ['0 Audit']);
      assert.match(reader.notices[0]!.message, /more than 16 deep/);
    });
    const long = `<log><e at="1">${'x'.repeat(3 << 20)}</e><e at="2"/></log>`;
    await withLog(XML, long, async (reader) => {
      assert.deepEqual(await eventsOf(reader), ['0 Audit']);
      assert.match(reader.notices[0]!.message, /longer than 1 MiB/);
    });
  });

  it('survives any bytes', async () => {
    const random = seeded(21);
    const specials = Buffer.from('<>/!-[]"\'&; ');
    for (let i = 0; i < 30; i++) {
      const bytes = Buffer.from(FILE.repeat(3));
      for (let k = random(20); k >= 0; k--) bytes[random(bytes.length)] = specials[random(specials.length)]!;
      try {
        await withLog(XML, bytes, async (reader) => {
          const events = await eventsOf(reader);
          assert.deepEqual(await eventsOf(reader, [], true), events);
        });
      } catch (error) {
        assert.match((error as Error).message, /document type|no event/);
      }
    }
  });

  it('is shown while its parameters are typed, and checked', async () => {
    const preview = await withFile(FILE, async (path) =>
      customXmlParser.preview!(undefined, { element: 'e', timestamp: '@at' }, path),
    );
    assert.equal(preview!.text, '4 of the first 4 are events.');
    const none = await withFile(FILE, async (path) => customXmlParser.preview!(undefined, { element: '' }, path));
    assert.match(none!.text, /"element" must not be empty/);
    assert.equal(none!.rows![0]![1], '<?xml version="1.0" encoding="UTF-8"?>');
    assert.throws(
      () => customXmlParser.check({ title: 'x', element: 'a b' }),
      (error) => error instanceof QueryError && error.parameter === 'element',
    );
  });
});
