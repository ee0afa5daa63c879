import type { UserId } from '@carrel/core';

interface NamedAccountColumns {
  team_id: string;
  slack_user_id: string;
  team_name: string;
  slack_user_name: string;
}

export interface SlackLinkTable extends NamedAccountColumns {
  id: string;
  user_id: UserId;
  created_at: string;
}

export interface SlackLinkRequestTable extends NamedAccountColumns {
  token_sha256: string;
  expires_at: string;
}

export interface SlackEventTable {
  event_id: string;
  seen_at: string;
  place: string | null;
  done_at: string | null;
}
