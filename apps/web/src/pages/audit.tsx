import { AuditScreen } from '../audit/audit-screen.tsx';

export default function AuditPage() {
  return <AuditScreen />;
}
