import { crc32, deflateRawSync } from 'node:zlib';

/** Small documents, made byte by byte. */

/** `declared`: what the archive says of the unpacked size. */
export const zipOf = (
  entries: Record<string, Buffer>,
  { declared }: { declared?: number } = {},
): Buffer => {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const [name, content] of Object.entries(entries)) {
    const packed = deflateRawSync(content);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(declared ?? content.length, 18);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), common, Buffer.from(name), packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(at, 10);
    directory.push(
      Buffer.concat([
        Buffer.from('PK\u0001\u0002'),
        Buffer.from([20, 0]),
        common,
        tail,
        Buffer.from(name),
      ]),
    );
    parts.push(local);
    at += local.length;
  }
  const whole = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006', 'latin1');
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(whole.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, whole, end]);
};

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const TYPES = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument';

/** In: the inside of `w:body`. */
export const docxOf = (body: string, doctype = ''): Buffer =>
  zipOf({
    '[Content_Types].xml': Buffer.from(
      `${XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
    ),
    '_rels/.rels': Buffer.from(
      `${XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="${TYPES}" Target="word/document.xml"/></Relationships>`,
    ),
    'word/styles.xml': Buffer.from(
      `${XML}<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style></w:styles>`,
    ),
    'word/document.xml': Buffer.from(
      `${XML}${doctype}<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${body}</w:body></w:document>`,
    ),
  });

/** A page of lines, or of any content. */
type Page = readonly string[] | { filter: string; content: Buffer };

export const pdfOf = (...pages: readonly Page[]): Buffer => pdfWith({}, ...pages);

/** With more entries in the catalog and in the trailer. */
export const pdfWith = (
  { catalog = '', trailer = '' }: { catalog?: string; trailer?: string },
  ...pages: readonly Page[]
): Buffer => {
  const objects: Buffer[] = [];
  const add = (head: string, content?: Buffer): number => {
    const id = objects.length + 1;
    const stream =
      content === undefined
        ? Buffer.from('')
        : Buffer.concat([Buffer.from('\nstream\n'), content, Buffer.from('\nendstream')]);
    objects.push(
      Buffer.concat([Buffer.from(`${id} 0 obj\n${head}`), stream, Buffer.from('\nendobj\n')]),
    );
    return id;
  };
  const pagesId = 2;
  add(`<< /Type /Catalog /Pages ${pagesId} 0 R ${catalog} >>`);
  objects.push(Buffer.from('')); // the list of pages, once they are known
  const font = add('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>');
  const ids = pages.map((page) => {
    const isLines = 'length' in page;
    const content = isLines ? linesOf(page) : page.content;
    const filter = isLines ? '' : ` /Filter /${page.filter}`;
    const stream = add(`<< /Length ${content.length}${filter} >>`, content);
    return add(
      `<< /Type /Page /Parent ${pagesId} 0 R /MediaBox [0 0 595 842] /Contents ${stream} 0 R /Resources << /Font << /F1 ${font} 0 R >> >> >>`,
    );
  });
  const kids = ids.map((id) => `${id} 0 R`).join(' ');
  objects[pagesId - 1] = Buffer.from(
    `${pagesId} 0 obj\n<< /Type /Pages /Count ${ids.length} /Kids [${kids}] >>\nendobj\n`,
  );
  const header = Buffer.from('%PDF-1.4\n');
  let at = header.length;
  const places = objects.map((object) => {
    const place = at;
    at += object.length;
    return `${String(place).padStart(10, '0')} 00000 n \n`;
  });
  return Buffer.concat([
    header,
    ...objects,
    Buffer.from(
      `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.join('')}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R ${trailer} >>\nstartxref\n${at}\n%%EOF\n`,
    ),
  ]);
};

const linesOf = (lines: readonly string[]): Buffer =>
  Buffer.from(
    lines.map((line, n) => `BT /F1 12 Tf 50 ${800 - n * 15} Td (${line}) Tj ET`).join('\n'),
  );
