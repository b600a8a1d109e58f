/** A form as a browser sends it. Members like `a.png (image/png)` are files. */
export function formOf(members: Record<string, string>) {
  const boundary = 'a-boundary'
  const parts = Object.entries(members).map(([name, value]) => {
    const [, filename, type] = /^(\S+) \((.+)\)$/.exec(value) ?? []
    const head = `--${boundary}\r\ncontent-disposition: form-data; name="${name}"`
    return filename === undefined
      ? `${head}\r\n\r\n${value}\r\n`
      : `${head}; filename="${filename}"\r\ncontent-type: ${type}\r\n\r\nbytes of it\r\n`
  })
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    payload: `${parts.join('')}--${boundary}--\r\n`,
  }
}
