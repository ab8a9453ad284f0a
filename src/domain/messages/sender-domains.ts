/** Domains of senders, for bounds on what strangers may cost. */

/** `client.example` of `mail.client.example`; of `mail.client.co.uk` three labels. An IP address is no domain of another. */
export const baseDomainOf = (host: string): string => {
  if (/^[\d.]+$/.test(host)) return host;
  const labels = host.split('.');
  const [second = '', top = ''] = labels.slice(-2);
  return labels.slice(second.length <= 3 && top.length === 2 ? -3 : -2).join('.');
};

/** Of an address in lower case. */
export const senderDomainOf = (address: string): string =>
  baseDomainOf(address.slice(address.lastIndexOf('@') + 1));

/** `bob+shop@example.com` is `bob@example.com`. */
export const withoutTag = (address: string): string => address.replace(/\+[^@]*@/, '@');

/** Addresses of these domains are of people who have nothing to do with each other. `example.com`: those of the demo. */
const FREE_MAIL =
  /^(?:example\.(?:com|net|org)|(?:gmail|googlemail|icloud|me|mac|msn|aol|ymail|mail|proton|protonmail|tutanota|tuta|yandex|zoho)\.(?:com|me|fr|ru)|pm\.me|(?:outlook|hotmail|live|yahoo|gmx|aol|yandex)\.[a-z]{2,3}(?:\.[a-z]{2})?|yahoo\.co\.[a-z]{2}|rocketmail\.com|orange\.fr|wanadoo\.fr|free\.fr|sfr\.fr|laposte\.net|bbox\.fr|neuf\.fr|numericable\.fr|club-internet\.fr|alice(?:adsl)?\.fr|cegetel\.net|web\.de|freenet\.de|t-online\.de|libero\.it|virgilio\.it|tiscali\.it|skynet\.be|telenet\.be|proximus\.be|voo\.be|bluewin\.ch|sunrise\.ch|hispeed\.ch|ziggo\.nl|kpnmail\.nl|telefonica\.net|mail\.ru|djaweb\.dz|menara\.ma|topnet\.tn|comcast\.net|verizon\.net|att\.net|btinternet\.com|sky\.com)$/;

export const isFreeMail = (domain: string): boolean => FREE_MAIL.test(domain);
