import { useMemo } from 'react';
import type { TextBlock } from './block-groups.ts';
import type { Mark } from './marked-pieces.ts';
import { MarkedText } from './marked-text.tsx';
import { layOutTable } from './table-cells.ts';

interface TableViewProps {
  readonly rows: readonly TextBlock[];
  readonly text: string;
  readonly marks: readonly Mark[];
}

export function TableView({ rows, text, marks }: TableViewProps) {
  const table = useMemo(() => layOutTable(text, rows), [text, rows]);
  return (
    // Focusable, so that a wide table can be scrolled with the keyboard.
    <div className="table-scroll" tabIndex={0} role="group">
      <table>
        {table.header.length > 0 && (
          <thead>
            <tr>
              {table.header.map((cell) => (
                <th key={cell.start} scope="col">
                  <MarkedText text={text} range={cell} marks={marks} />
                </th>
              ))}
            </tr>
          </thead>
        )}
        <tbody>
          {table.rows.map((row) => (
            <tr key={row.start}>
              {row.number !== undefined && (
                <th scope="row" className="figures text-tiny text-faint">
                  {row.number}
                </th>
              )}
              {row.cells.map((cell, column) => (
                <td key={column}>{cell && <MarkedText text={text} range={cell} marks={marks} />}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
