import { CompanyForm } from '../company/company-form.tsx';
import { useFirstRunWords } from '../messages/use-first-run-words.ts';
import { Button } from '../ui/button.tsx';

/** The name that stands in the shell from then on. */
export function CompanyStep({ company, onNext }: { readonly company: string | null; readonly onNext: () => void }) {
  const words = useFirstRunWords();
  return (
    <>
      <p className="text-soft">{words.company.body}</p>
      <CompanyForm company={company} submit={words.save} onSaved={onNext}>
        <Button look="plain" onClick={onNext}>
          {words.skip}
        </Button>
      </CompanyForm>
    </>
  );
}
