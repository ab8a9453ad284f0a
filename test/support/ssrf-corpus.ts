/**
 * Addresses for attacks on what Relais calls for a user (server-side request forgery), and public ones
 * that must pass. `PORT` stands for the port of a canary on this machine. A name resolves to `answers`,
 * one list after the other; without them, to a public address, so that only the name can be refused.
 * Above 300 lines because it is data. Sources: IANA special-purpose address registries; RFC 6761, 6890, 6052, 3056, 4380; WHATWG URL.
 */

export interface CorpusUrl {
  url: string;
  answers?: readonly (readonly string[])[];
}

export const PUBLIC_ANSWER = '93.184.215.14';

const plain = (urls: readonly string[]): CorpusUrl[] => urls.map((url) => ({ url }));

/** One name for each answer: the name is fine, its address is not. */
const resolvingTo = (addresses: readonly string[]): CorpusUrl[] =>
  addresses.map((address, index) => ({
    url: `http://name-${index}.example.com:PORT/`,
    answers: [[address]],
  }));

const LOOPBACK_SPELLINGS = plain([
  'http://127.0.0.1:PORT/',
  'https://127.0.0.1:PORT/',
  'http://127.0.0.1.:PORT/',
  'http://127.0.0.2:PORT/',
  'http://127.255.255.254:PORT/',
  'http://127.1:PORT/',
  'http://127.0.1:PORT/',
  'http://127.000.000.001:PORT/',
  'http://2130706433:PORT/',
  'http://017700000001:PORT/',
  'http://0177.0.0.1:PORT/',
  'http://0177.0.0.01:PORT/',
  'http://0177.1:PORT/',
  'http://0x7f000001:PORT/',
  'http://0x7F.0x0.0x0.0x1:PORT/',
  'http://0x7f.1:PORT/',
  'http://0x7f.0.1:PORT/',
  'http://0x00000000007f000001:PORT/',
  'http://%31%32%37.0.0.1:PORT/',
  'http://127%2e0%2e0%2e1:PORT/',
  'http://１２７.０.０.１:PORT/',
  'http://①②⑦.⓪.⓪.①:PORT/',
  'http://127。0。0。1:PORT/',
  'http://127．0．0．1:PORT/',
  'http://𝟏𝟐𝟕.0.0.1:PORT/',
  'http:127.0.0.1:PORT/',
  'http:/127.0.0.1:PORT/',
  'http:\\\\127.0.0.1:PORT\\',
  '  http://127.0.0.1:PORT/  ',
  'ht\ntp://127.0.\t0.1:PORT/',
  'http://[::1]:PORT/',
  'http://[0:0:0:0:0:0:0:1]:PORT/',
  'http://[0000:0000:0000:0000:0000:0000:0000:0001]:PORT/',
  'http://[::0.0.0.1]:PORT/',
]);

const LOCAL_NAMES = plain([
  'http://localhost:PORT/',
  'http://LOCALHOST:PORT/',
  'http://localhost.:PORT/',
  'http://LocalHost.:PORT/',
  'http://ｌｏｃａｌｈｏｓｔ:PORT/',
  'http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ:PORT/',
  'http://l%6fcalhost:PORT/',
  'http://api.localhost:PORT/',
  'http://a.b.localhost.:PORT/',
  'http://localhost.localdomain:PORT/',
  'http://ip6-localhost:PORT/',
  'http://postgres:PORT/',
  'http://temporal.:PORT/',
  'http://printer.local:PORT/',
  'http://vault.service.internal:PORT/',
  'http://metadata.google.internal/computeMetadata/v1/',
  'http://metadata.google.internal./computeMetadata/v1/',
  'http://router.home.arpa/',
]);

const UNSPECIFIED = plain([
  'http://0.0.0.0:PORT/',
  'http://0:PORT/',
  'http://0x0:PORT/',
  'http://00000000:PORT/',
  'http://0.1.2.3:PORT/',
  'http://[::]:PORT/',
  'http://[0:0::0:0]:PORT/',
]);

const PRIVATE = plain([
  'http://10.0.0.1/',
  'http://10.255.255.255/',
  'http://167772161/',
  'http://0x0a000001/',
  'http://012.0.0.1/',
  'http://172.16.0.1/',
  'http://172.31.255.255/',
  'http://192.168.0.1/',
  'http://192.168.1/',
  'http://3232235777/',
  'http://[fc00::1]/',
  'http://[fd12:3456:789a::1]/',
  'http://[fec0::1]/',
]);

const LINK_AND_CARRIER = plain([
  'http://169.254.1.1/',
  'http://[fe80::1]/',
  'http://[fe80::1%25eth0]/',
  'http://[fe80::1%eth0]/',
  'http://[::1%25lo]:PORT/',
  'http://100.64.0.1/',
  'http://100.127.255.255/',
]);

/** Where clouds answer their own machines with passwords. */
const METADATA = plain([
  'http://169.254.169.254/latest/meta-data/',
  'http://2852039166/latest/meta-data/',
  'http://0xa9fea9fe/latest/meta-data/',
  'http://0251.0376.0251.0376/latest/meta-data/',
  'http://169.254.43518/latest/meta-data/',
  'http://[::ffff:169.254.169.254]/latest/meta-data/',
  'http://[fd00:ec2::254]/latest/meta-data/',
  'http://[fd20:ce::254]/computeMetadata/v1/',
  'http://169.254.170.2/v2/credentials/',
  'http://100.100.100.200/latest/meta-data/',
  'http://168.63.129.16/machine',
  'http://0xa83f8110/machine',
  'http://192.0.0.192/opc/v1/instance/',
]);

/** IPv6 addresses that carry an IPv4 address. */
const EMBEDDED = plain([
  'http://[::ffff:127.0.0.1]:PORT/',
  'http://[::ffff:7f00:1]:PORT/',
  'http://[0:0:0:0:0:ffff:127.0.0.1]:PORT/',
  'http://[::ffff:10.0.0.1]/',
  'http://[::ffff:8.8.8.8]/',
  'http://[::ffff:0:127.0.0.1]:PORT/',
  'http://[::127.0.0.1]:PORT/',
  'http://[::7f00:1]:PORT/',
  'http://[64:ff9b::127.0.0.1]:PORT/',
  'http://[64:ff9b::a9fe:a9fe]/',
  'http://[64:ff9b:1::7f00:1]:PORT/',
  'http://[2002:7f00:1::]:PORT/',
  'http://[2002:a9fe:a9fe::1]/',
  'http://[2002:c0a8:101::1]/',
  'http://[2001::1]/',
  'http://[2001:0:4136:e378:8000:63bf:80ff:fffe]/',
]);

const RESERVED = plain([
  'http://224.0.0.1/',
  'http://239.255.255.250/',
  'http://255.255.255.255/',
  'http://240.0.0.1/',
  'http://192.0.0.1/',
  'http://192.0.2.1/',
  'http://198.18.0.1/',
  'http://198.51.100.1/',
  'http://203.0.113.1/',
  'http://192.88.99.1/',
  'http://[ff02::1]/',
  'http://[100::1]/',
  'http://[2001:db8::1]/',
  'http://[3fff::1]/',
  'http://[2001:10::1]/',
  'http://[5f00::1]/',
  'http://[4000::1]/',
]);

/** What is written before or around the host deceives the reader. */
const DISGUISED = plain([
  'http://user:password@127.0.0.1:PORT/',
  'http://public.example.com@127.0.0.1:PORT/',
  'http://user:password@public.example.com:PORT/',
  'http://user@public.example.com:PORT/',
  'http://:password@public.example.com:PORT/',
  'http://127.0.0.1:PORT#@public.example.com/',
  'http://127.0.0.1:PORT?@public.example.com/',
  'http://127.0.0.1:PORT\\@public.example.com/',
  'http://public.example.com@[::1]:PORT/',
]);

/** Other protocols, and the ports of other protocols on public hosts. */
const OTHER_PROTOCOLS = plain([
  'ftp://public.example.com/',
  'file:///etc/passwd',
  'gopher://127.0.0.1:PORT/_GET',
  'data:text/plain,x',
  'unix:///var/run/docker.sock',
  'javascript:alert(1)',
  'ws://127.0.0.1:PORT/',
  'http+unix://%2Fvar%2Frun%2Fdocker.sock/',
  'http://public.example.com:22/',
  'http://public.example.com:25/',
  'http://public.example.com:587/',
  'http://public.example.com:6667/',
]);

const NOT_URLS = plain([
  'http://',
  'http://:PORT/',
  '//127.0.0.1:PORT/',
  '127.0.0.1:PORT',
  'http://127.0.0.1:99999/',
  'http://256.256.256.256/',
  'http://1.2.3.4.5/',
  'http://[::1/',
  'http://[v1.a]/',
  'http://exa mple.com/',
  'http://public.example.com%00.evil.com/',
]);

const RESOLVED: CorpusUrl[] = [
  ...resolvingTo([
    '127.0.0.1',
    '0.0.0.0',
    '10.1.2.3',
    '172.20.0.5',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.1.1',
    '168.63.129.16',
    '::1',
    '::',
    '::ffff:127.0.0.1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    'fe80::1%eth0',
    '2606:4700:4700::1111%eth0',
    'fd00:ec2::254',
    'not an address',
  ]),
  { url: 'http://127.0.0.1.nip.example.com:PORT/', answers: [['127.0.0.1']] },
  { url: 'http://mixed.example.com:PORT/', answers: [[PUBLIC_ANSWER, '127.0.0.1']] },
  { url: 'http://mixed.example.com:PORT/', answers: [['127.0.0.1', PUBLIC_ANSWER]] },
  { url: 'http://mixed6.example.com:PORT/', answers: [[PUBLIC_ANSWER, '::1']] },
  { url: 'http://mixed6.example.com:PORT/', answers: [['2606:4700:4700::1111', '::ffff:7f00:1']] },
  { url: 'http://empty.example.com:PORT/', answers: [[]] },
  {
    url: 'http://many.example.com:PORT/',
    answers: [Array.from({ length: 17 }, () => PUBLIC_ANSWER)],
  },
  { url: 'http://xn--rbnder-4ya.example.com:PORT/', answers: [['127.0.0.1']] },
  { url: 'http://rébinder.example.com:PORT/', answers: [['127.0.0.1']] },
  { url: 'http://trailing.example.com.:PORT/', answers: [['127.0.0.1']] },
];

/** Each is refused before a socket is opened. */
export const REFUSED_URLS: readonly CorpusUrl[] = [
  ...LOOPBACK_SPELLINGS,
  ...LOCAL_NAMES,
  ...UNSPECIFIED,
  ...PRIVATE,
  ...LINK_AND_CARRIER,
  ...METADATA,
  ...EMBEDDED,
  ...RESERVED,
  ...DISGUISED,
  ...OTHER_PROTOCOLS,
  ...NOT_URLS,
  ...RESOLVED,
];

/** Wrong as text already: these are refused when they are saved, whatever a name resolves to. */
export const REFUSED_AS_TEXT: readonly CorpusUrl[] = REFUSED_URLS.filter(
  ({ answers }) => answers === undefined,
);

/** `Location` values of a redirect. None is followed. */
export const REDIRECT_TARGETS: readonly string[] = [
  'http://127.0.0.1:PORT/',
  '//127.0.0.1:PORT/',
  'http://localhost:PORT/',
  'http://[::1]:PORT/',
  'http://2130706433:PORT/',
  'http://169.254.169.254/latest/meta-data/',
  'file:///etc/passwd',
];

export const PUBLIC_URLS: readonly CorpusUrl[] = [
  ...plain([
    'http://example.com/',
    'https://example.com/',
    'https://example.com',
    'https://example.com./hook',
    'https://EXAMPLE.com/Hook',
    'https://hooks.example.com/services/T000/B000/XXXX',
    'https://example.com/hook?token=abc&user@host',
    'https://example.com/@user:password',
    'https://example.com/redirect?to=http://127.0.0.1/',
    'https://example.com:443/hook',
    'https://example.com:8443/hook',
    'http://example.com:8080/hook',
    'http://example.com:3000/hook',
    'http://example.com:5678/webhook/lead',
    'https://127.0.0.1.example.com/',
    'https://localhost.example.com/',
    'https://localhost-tools.com/',
    'https://mylocalhost.com/',
    'https://local.example.com/',
    'https://internal.example.com/',
    'https://a--b.example.co.uk/',
    'https://société.example.fr/crochet',
    'https://xn--socit-esab.example.fr/',
    'https://مثال.example.dz/',
    'https://hook_with_underscore.example.com/',
    'http://8.8.8.8/',
    'http://1.1.1.1:8080/',
    'http://134744072/',
    'http://172.15.255.255/',
    'http://172.32.0.1/',
    'http://100.63.255.255/',
    'http://100.128.0.1/',
    'http://169.253.255.255/',
    'http://192.167.255.255/',
    'http://223.255.255.254/',
    'http://[2606:4700:4700::1111]/',
    'http://[2a00:1450:4007::200e]:8080/',
  ]),
  { url: 'http://v6.example.com/', answers: [['2606:4700:4700::1111']] },
  { url: 'http://both.example.com/', answers: [[PUBLIC_ANSWER, '2606:4700:4700::1111']] },
  {
    url: 'http://sixteen.example.com/',
    answers: [Array.from({ length: 16 }, () => PUBLIC_ANSWER)],
  },
];
