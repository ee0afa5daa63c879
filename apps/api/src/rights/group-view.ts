import type { GroupDetailView } from '@carrel/contract';
import type { GroupDetail } from '@carrel/core';

/** A group as the contract shows it. */
export function groupView({ id, name, createdAt, members, innerGroups, outerGroups, everybody }: GroupDetail): GroupDetailView {
  return {
    id,
    name,
    createdAt,
    members: [...members],
    innerGroups: [...innerGroups],
    outerGroups: [...outerGroups],
    everybody: everybody.map((person) => ({ ...person, through: [...person.through] })),
  };
}
