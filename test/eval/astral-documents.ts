import { Document, HeadingLevel, Packer, Paragraph } from 'docx';
import type { Page } from '../faults/handbook-pages.ts';
import { pdfWithAstralText } from './pdf-with-astral-text.ts';

/** One document of each format whose sentences hold characters outside the basic plane, and the questions they answer. */
export async function astralDocuments(): Promise<{ readonly pages: readonly Page[]; readonly questions: readonly string[] }> {
  const topics = [
    { path: 'astral/granite.md', topic: 'granite bench 🔬', text: (topic: string) => markdown(topic) },
    { path: 'astral/basalt.txt', topic: 'basalt bench 🔬', text: (topic: string) => sentences(topic).join(' ') },
    {
      path: 'astral/quartz.html',
      topic: 'quartz bench 🔬',
      text: (topic: string) =>
        `<!doctype html><meta charset="utf-8"><title>${topic}</title><h1>${topic}</h1><p>${sentences(topic).join(' ')}</p>`,
    },
  ];
  const slate = 'slate bench 🔬';
  const marble = 'marble bench 🔬';
  const docx = new Document({
    sections: [{ children: [new Paragraph({ text: slate, heading: HeadingLevel.HEADING_1 }), new Paragraph(sentences(slate).join(' '))] }],
  });
  return {
    pages: [
      ...topics.map(({ path, topic, text }) => ({ path, content: new Blob([text(topic)]) })),
      { path: 'astral/slate.docx', content: new Blob([await Packer.toBuffer(docx)]) },
      { path: 'astral/marble.pdf', content: new Blob([Buffer.from(pdfWithAstralText([marble, ...sentences(marble)]))]) },
    ],
    questions: ['granite', 'basalt', 'quartz', 'slate', 'marble'].flatMap((stone) => [
      `How often is the ${stone} bench cleaned?`,
      `What is the weight limit of the ${stone} bench?`,
      `Who has the key of the ${stone} bench?`,
    ]),
  };
}

function sentences(topic: string): readonly string[] {
  return [
    `The ${topic} is cleaned every 9 days with grade 𝐀 solvent.`,
    `The weight limit of the ${topic} is 140 kg.`,
    `The key of the ${topic} lies with the laboratory office 🔬 in building 𝐀.`,
  ];
}

function markdown(topic: string): string {
  return `# The ${topic}\n\n${sentences(topic)
    .map((sentence) => `- ${sentence}`)
    .join('\n')}\n`;
}
