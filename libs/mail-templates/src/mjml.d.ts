/** mjml 5 ships no types; what we use of it. */
declare module 'mjml' {
  export default function mjml2html(
    mjml: string,
    options?: {
      validationLevel?: 'strict' | 'soft' | 'skip';
      ignoreIncludes?: boolean;
      minify?: boolean;
      fonts?: Record<string, string>;
    },
  ): Promise<{ html: string; errors: { line: number; message: string }[] }>;
}
