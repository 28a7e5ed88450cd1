/** A QR code as SVG, black on white, loaded when the first is drawn; it says nothing to a screen reader. */
export async function squareOf(text: string): Promise<string> {
  const { renderSVG } = await import('uqr');
  return renderSVG(text, { border: 4 }).replace('<svg ', '<svg aria-hidden="true" focusable="false" ');
}
