/** The columns of the list where there is room for them; its head and rows share them. */
export const documentColumns = '@2xl:grid-cols-[minmax(0,1fr)_136px_150px_72px_128px_32px]';
