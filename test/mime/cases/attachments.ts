import type { AttachmentRefusal } from '../../../src/domain/messages/parsed.ts';
import { EXE, file, multipart, PDF, PNG, text, type MailCase } from './mail.ts';

const one = (name: string, content: string | Buffer, type?: string): string =>
  multipart('mixed', [text('voici'), file(name, content, type)]);
const iso = Buffer.alloc(0x9010);
iso.write('CD001', 0x8001, 'latin1');

const refused = (
  what: string,
  fileName: string,
  content: string | Buffer,
  reason: AttachmentRefusal,
): MailCase => ({
  name: `${what} is refused`,
  raw: one(`filename="${fileName}"`, content),
  expected: { text: 'voici', attachments: [{ refusedReason: reason, sha256: null }] },
});

const named = (what: string, parameter: string, fileName: string): MailCase => ({
  name: `${what} is named ${fileName}`,
  raw: one(parameter, PDF, 'application/pdf'),
  expected: { attachments: [{ fileName, mediaType: 'application/pdf', refusedReason: null }] },
});

/** Attachments: names, types by content, refusals. */
export const attachmentCases: MailCase[] = [
  named(
    'a name by RFC 2231',
    "filename*=UTF-8''Pi%C3%A8ce%20d%E2%80%99identit%C3%A9%20%E2%80%93%20%C3%A9t%C3%A9.pdf",
    'Pièce d’identité – été.pdf',
  ),
  named(
    'a name by RFC 2231 in pieces',
    "filename*0*=UTF-8''Pi%C3%A8ce%20;\n filename*1*=d%E2%80%99identit%C3%A9; filename*2=.pdf",
    'Pièce d’identité.pdf',
  ),
  named(
    'a name by RFC 2047',
    'filename="=?utf-8?Q?Pi=C3=A8ce_d=E2=80=99identit=C3=A9.pdf?="',
    'Pièce d’identité.pdf',
  ),
  named(
    'a name of windows-1252 by RFC 2047',
    'filename="=?windows-1252?Q?Pi=E8ce_d=92identit=E9.pdf?="',
    'Pièce d’identité.pdf',
  ),
  named('a name of raw UTF-8', 'filename="été.pdf"', 'été.pdf'),
  named('a name with a path', 'filename="../../etc/passwd.pdf"', 'passwd.pdf'),
  named('a name with a Windows path', 'filename="C:\\\\Users\\\\ana\\\\devis.pdf"', 'devis.pdf'),
  named(
    'a name with an override of direction',
    "filename*=UTF-8''devis%E2%80%AEfdp.pdf",
    'devisfdp.pdf',
  ),
  named(
    'a name with zero-width characters',
    "filename*=UTF-8''de%E2%80%8Bvis%EF%BB%BF.pdf",
    'devis.pdf',
  ),
  named('a name with control characters', "filename*=UTF-8''de%00vis%0D%0A.pdf", 'devis .pdf'),
  named('a reserved name', 'filename="CON.pdf"', '_CON.pdf'),
  named('a name of dots', 'filename="...pdf"', 'pdf'),
  named('a decomposed name', `filename*=UTF-8''e%CC%81te%CC%81.pdf`, 'été.pdf'),
  named('a name with many spaces', 'filename="devis            .pdf"', 'devis .pdf'),
  named('a long name', `filename="${'a'.repeat(400)}.pdf"`, `${'a'.repeat(251)}.pdf`),
  named(
    'a long name of wide characters',
    `filename*=UTF-8''${'%C3%A9'.repeat(300)}.pdf`,
    `${'é'.repeat(125)}.pdf`,
  ),
  {
    name: 'an attachment without a name gets one',
    raw: multipart('mixed', [
      text('voici'),
      {
        headers: ['Content-Type: image/png', 'Content-Transfer-Encoding: base64'],
        body: PNG.toString('base64'),
      },
    ]),
    expected: {
      attachments: [
        { fileName: 'piece-jointe.png', mediaType: 'image/png', sizeBytes: PNG.length },
      ],
    },
  },
  refused('a Windows program', 'jeu.exe', EXE, 'executable'),
  refused('a Windows program named .pdf', 'devis.pdf', EXE, 'executable'),
  refused('a program without an extension', 'devis', EXE, 'executable'),
  refused(
    'a Linux program named .png',
    'photo.png',
    Buffer.from('7f454c4602010100', 'hex'),
    'executable',
  ),
  refused('a macOS program', 'photo', Buffer.from('cffaedfe07000001', 'hex'), 'executable'),
  refused('a script', 'a.txt', '#!/bin/sh\nrm -rf /', 'executable'),
  refused('a JavaScript file', 'facture.js', 'alert(1)', 'executable'),
  refused('a script of Visual Basic with two extensions', 'facture.pdf.vbs', 'x', 'executable'),
  refused(
    'a Windows shortcut named .pdf',
    'devis.pdf',
    Buffer.from('4c0000000114020000000000c000000000000046', 'hex'),
    'executable',
  ),
  refused('a disk image', 'devis.iso', 'x', 'executable'),
  refused('a remote desktop', 'bureau.rdp', 'full address:s:x', 'executable'),
  refused('a setting of Windows', 'a.settingcontent-ms', '<x/>', 'executable'),
  refused('a disk image named .pdf', 'devis.pdf', iso, 'executable'),
  refused('a Java class', 'x.bin2', Buffer.from('cafebabe00000034', 'hex'), 'executable'),
  refused('a program with a dot behind its extension', 'jeu.exe.', 'x', 'executable'),
  refused(
    'HTML named .pdf',
    'facture.pdf',
    '<!DOCTYPE html><script>alert(1)</script>',
    'type_mismatch',
  ),
  refused(
    'HTML behind a comment named .pdf',
    'facture.pdf',
    '\ufeff \n<!-- %PDF -->\n<html><body>x',
    'type_mismatch',
  ),
  refused(
    'HTML in UTF-16 named .png',
    'a.png',
    Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('<html>', 'utf16le')]),
    'type_mismatch',
  ),
  refused(
    'SVG named .png',
    'logo.png',
    '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    'type_mismatch',
  ),
  refused('HTML named .docx', 'a.docx', '<html>x', 'type_mismatch'),
  refused('a PDF named .png', 'a.png', PDF, 'type_mismatch'),
  {
    name: 'a PNG named .jpg is kept as PNG',
    raw: one('filename="photo.jpg"', PNG, 'image/jpeg'),
    expected: {
      attachments: [{ fileName: 'photo.jpg', mediaType: 'image/png', refusedReason: null }],
    },
  },
  {
    name: 'an HTML file that says so is kept as HTML',
    raw: one('filename="page.html"', '<html><script>x</script>', 'text/html'),
    expected: { attachments: [{ mediaType: 'text/html', refusedReason: null }] },
  },
  {
    name: 'a type that the sender invents is not believed',
    raw: one('filename="notes.xyz"', Buffer.from([1, 2, 3, 0]), 'text/html'),
    expected: { attachments: [{ mediaType: 'application/octet-stream' }] },
  },
  {
    name: 'winmail.dat is kept',
    raw: one('filename="winmail.dat"', Buffer.from('789f3e22', 'hex'), 'application/ms-tnef'),
    expected: {
      attachments: [
        { fileName: 'winmail.dat', mediaType: 'application/ms-tnef', refusedReason: null },
      ],
    },
  },
  {
    name: 'a forwarded mail is an attachment named by its subject',
    raw: multipart('mixed', [
      text('voici'),
      {
        headers: ['Content-Type: message/rfc822'],
        body: 'Subject: =?utf-8?Q?D=C3=A9part?=\n\nBonjour',
      },
    ]),
    expected: {
      text: 'voici',
      attachments: [{ fileName: 'Départ.eml', mediaType: 'message/rfc822' }],
    },
  },
  {
    name: 'an attached text is an attachment, not text',
    raw: one('filename="notes.txt"', 'à lire', 'text/plain'),
    expected: {
      text: 'voici',
      attachments: [{ fileName: 'notes.txt', mediaType: 'text/plain', sizeBytes: 7 }],
    },
  },
  {
    name: 'an empty attachment is kept',
    raw: one('filename="vide.txt"', '', 'text/plain'),
    expected: { attachments: [{ fileName: 'vide.txt', sizeBytes: 0, refusedReason: null }] },
  },
];
