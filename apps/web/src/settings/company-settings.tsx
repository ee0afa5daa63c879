import Link from 'next/link';
import { CompanyForm } from '../company/company-form.tsx';
import { useMessages } from '../messages/language.tsx';

/** The name of the company, and the way back to the first steps. */
export function CompanySettings({ company }: { readonly company: string | null }) {
  const messages = useMessages();
  const words = messages.desk.firstSteps;
  return (
    <>
      <CompanyForm key={company} company={company} submit={messages.common.save} onSaved={() => undefined} />
      <p className="text-soft">
        {words.body}{' '}
        <Link href="/setup" className="font-medium text-accent hover:underline">
          {words.open}
        </Link>
      </p>
    </>
  );
}
