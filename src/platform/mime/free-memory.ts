/** Frees a large buffer now; the garbage collector does not see its size, and waits. The bytes are gone afterwards. */
export const freeMemory = ({ buffer }: Uint8Array): void => {
  if (buffer instanceof ArrayBuffer && !buffer.detached) buffer.transfer(0);
};
