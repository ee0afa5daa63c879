import type { MailDelivery, MailFailureCode, UserId } from '@carrel/core';

export interface MailDeliveryTable {
  id: string;
  user_id: UserId;
  kind: MailDelivery['kind'];
  address: string;
  state: MailDelivery['state'];
  reason: MailFailureCode | null;
  attempts: number;
  created_at: string;
  changed_at: string;
  due_at: string;
}
