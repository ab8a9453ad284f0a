import net, { isIP } from 'node:net';
import tls from 'node:tls';
import { vi } from 'vitest';

/** A socket that would have been opened, with the addresses that it may use. */
export interface Dialled {
  addresses: string[];
}

/**
 * Stands in for opening sockets, so that no test calls the internet: notes the addresses that each would
 * use, and fails with ECONNREFUSED. `vi.restoreAllMocks()` ends it.
 */
export const replaceDialling = (): Dialled[] => {
  const dialled: Dialled[] = [];
  const dial = (options: net.TcpNetConnectOpts): net.Socket => {
    const socket = new net.Socket();
    const note = (addresses: string[]): void => {
      dialled.push({ addresses });
      const refused = Object.assign(new Error('not called in a test'), { code: 'ECONNREFUSED' });
      setImmediate(() => socket.destroy(refused));
    };
    const host = options.host ?? '';
    if (isIP(host) !== 0) {
      note([host]);
    } else {
      options.lookup?.(host, { all: true }, (error, answer) => {
        if (error) socket.destroy(error);
        else note([answer].flat().map((one) => (typeof one === 'string' ? one : one.address)));
      });
    }
    return socket;
  };
  vi.spyOn(net, 'connect').mockImplementation(((options: net.TcpNetConnectOpts) =>
    dial(options)) as typeof net.connect);
  vi.spyOn(tls, 'connect').mockImplementation(((options: net.TcpNetConnectOpts) =>
    dial(options)) as unknown as typeof tls.connect);
  return dialled;
};
