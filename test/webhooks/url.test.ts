/**
 * Goal: an address that can only be private is refused when it is saved, and no public one is. Method: the
 * rule itself, on every way to write such an address. What a name resolves to is checked at each attempt.
 */
import { describe, expect, test } from 'vitest';
import { check } from '../../src/domain/shared/schema-faults.ts';
import { WebhookUrl, webhookUrlFaults } from '../../src/domain/webhooks/url.ts';

const codesOf = (url: string, allowLoopback = false): string[] =>
  webhookUrlFaults(url, { allowLoopback }).map(({ path, code }) => `${path}: ${code}`);

describe('the address of a webhook', () => {
  test.each([
    'https://crm.example.com/hooks/relais?token=a%20b',
    'http://crm.example.com:8080',
    'https://8.8.8.8/hook',
    'https://[2606:4700:4700::1111]/hook',
    'https://münchen.example.com/straße',
    'https://localhost.example.com/hook',
    'https://internal.example.com/hook',
    'https://crm.example.com./hook',
    'https://test.example.org',
    'HTTPS://CRM.EXAMPLE.COM/Hook',
  ])('may be %s', (url) => {
    expect(codesOf(url)).toEqual([]);
  });

  test.each([
    'http://127.0.0.1/',
    'http://127.1/',
    'http://0x7f.0.0.1/',
    'http://0177.0.0.1/',
    'http://2130706433/',
    'http://①②⑦.0.0.1/',
    'http://[::1]/',
    'http://[0:0:0:0:0:0:0:1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:7f00:1]/',
    'http://[64:ff9b::7f00:1]/',
    'http://[2002:7f00:1::]/',
    'http://0.0.0.0/',
    'http://10.1.2.3/',
    'http://172.16.0.1/',
    'http://192.168.1.1/',
    'http://100.64.0.1/',
    'http://169.254.169.254/latest/meta-data/',
    'http://168.63.129.16/',
    'http://[fe80::1]/',
    'http://[fd00::1]/',
    'http://224.0.0.1/',
    'http://255.255.255.255/',
    'http://localhost/',
    'http://LOCALHOST:3000/',
    'http://localhost./',
    'http://a.localhost/',
    'http://intranet/',
    'http://postgres:5432/',
    'http://printer.local/',
    'http://metadata.google.internal/',
    'http://nas.home.arpa/',
    'http://db.localdomain./',
    'https://crm.example.com:25/',
  ])('may not be %s, which may not be called', (url) => {
    expect(codesOf(url)).toEqual(['url: address_not_allowed']);
  });

  test.each([
    ['', 'too_short'],
    ['crm.example.com/hook', 'invalid_format'],
    ['//crm.example.com/hook', 'invalid_format'],
    ['ftp://crm.example.com/hook', 'invalid_format'],
    ['javascript:alert(1)', 'invalid_format'],
    ['file:///etc/passwd', 'invalid_format'],
    ['https://', 'invalid_format'],
    ['https://crm.example.com/hook#part', 'invalid_format'],
    ['https://crm.example.com/hook#', 'invalid_format'],
    ['http://[fe80::1%25eth0]/', 'invalid_format'],
    ['https://marie:secret@crm.example.com/', 'secret_in_url'],
    ['https://marie@crm.example.com/', 'secret_in_url'],
    [`https://crm.example.com/${'a'.repeat(2000)}`, 'too_long'],
    [`https://crm.example.com/${'é'.repeat(1000)}`, 'too_long'],
  ])('is refused for its form: %#', (url, code) => {
    expect(codesOf(url)).toEqual([`url: ${code}`]);
  });

  test('may be on this machine where the operator allows it, and still not in its network', () => {
    for (const url of ['http://127.0.0.1:3000/', 'http://localhost:3000/', 'http://[::1]:3000/']) {
      expect(codesOf(url, true)).toEqual([]);
    }
    for (const url of ['http://10.1.2.3/', 'http://printer.local/', 'http://[fd00::1]/']) {
      expect(codesOf(url, true)).toEqual(['url: address_not_allowed']);
    }
  });

  test('is stored as it is requested: one notation of the host, no default port', () => {
    const stored = (url: string): unknown => {
      const checked = check(WebhookUrl, url);
      return checked.success ? checked.data : checked.faults;
    };
    expect(stored('  HTTPS://Crm.Example.com:443/Hook ')).toBe('https://crm.example.com/Hook');
    expect(stored('https://münchen.example.com')).toBe('https://xn--mnchen-3ya.example.com/');
    expect(stored('http://0x8.8.8.8/')).toBe('http://8.8.8.8/');
  });
});
