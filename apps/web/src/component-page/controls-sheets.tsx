import { Download, Info, Search, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { AlertText } from '../ui/alert-text.tsx';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { Field } from '../ui/field.tsx';
import { FileKind } from '../ui/file-kind.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { PasswordField } from '../ui/password-field.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { SelectField } from '../ui/select-field.tsx';
import { Row, Sheet } from './sheet.tsx';

const kinds = ['application/pdf', 'text/markdown', 'text/csv', 'message/rfc822', 'application/x-unknown'] as const;

/** Buttons, fields and choices. */
export function ControlsSheets() {
  const [view, setView] = useState<'pages' | 'text'>('pages');
  const [name, setName] = useState('Handbook');
  const [password, setPassword] = useState('');
  return (
    <>
      <Sheet title="Buttons" rule="One primary a screen. What destroys is red and asks first. What cannot be done says why.">
        <Row>
          <Button look="primary">Save</Button>
          <Button>Cancel</Button>
          <Button look="plain">Leave out</Button>
          <Button look="danger">
            <Trash2 aria-hidden className="size-4" />
            Delete
          </Button>
          <Button look="primary" disabled>
            Saving
          </Button>
          <Button blocked="The disk is nearly full">Add files</Button>
        </Row>
        <Row>
          <Button size="small" look="primary">
            Save
          </Button>
          <Button size="small">
            <Download aria-hidden className="size-3.5" />
            Download
          </Button>
          <IconButton label="Find">
            <Search aria-hidden className="size-4" />
          </IconButton>
          <IconButton label="Details" isActive>
            <Info aria-hidden className="size-4" />
          </IconButton>
          <CopyButton text="copied" label="Copy" />
          <Segmented
            label="View"
            value={view}
            options={[
              { value: 'pages', text: 'Pages' },
              { value: 'text', text: 'Text' },
            ]}
            onChange={setView}
          />
        </Row>
      </Sheet>
      <Sheet title="Fields" rule="The label above, the hint below, a refusal where it happened.">
        <div className="grid grid-cols-1 gap-4 tablet:grid-cols-2">
          <Field
            label="Collection"
            hint="A shelf for documents that belong together."
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
          <PasswordField label="Password" value={password} onChange={setPassword} />
          <SelectField
            label="Where"
            value="all"
            options={[
              { value: 'all', text: 'All collections' },
              { value: 'one', text: 'Handbook' },
            ]}
            onChange={() => undefined}
          />
          <AlertText>Something else has this name already. Choose another one.</AlertText>
        </div>
        <Row>
          {kinds.map((kind) => (
            <FileKind key={kind} mediaType={kind} />
          ))}
        </Row>
      </Sheet>
    </>
  );
}
