import type { Me } from '@carrel/contract';

/** Until the owner is set up, the address is one that can belong to nobody (RFC 2606). */
export function hasOwnAddress(me: Pick<Me, 'email'>): boolean {
  return !me.email.endsWith('.invalid');
}
