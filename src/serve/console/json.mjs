/** What is wrong with a text as JSON; nothing if it is JSON. */
export function mistake(text) {
  try {
    JSON.parse(text)
  } catch (error) {
    return error.message
  }
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\]:,]|[^\s{}[\]:,"]+/g

/** JSON over several lines. Its strings and numbers stay as they were written: a long number is not rounded. */
export function indented(text) {
  const tokens = text.match(TOKEN) ?? []
  let depth = 0
  let result = ''
  const line = () => '\n' + '  '.repeat(depth)
  tokens.forEach((token, index) => {
    const isEmpty = (token === '{' || token === '[') && '}]'.includes(tokens[index + 1] ?? '-')
    if (token === '{' || token === '[') {
      depth += 1
      result += isEmpty ? token : token + line()
    } else if (token === '}' || token === ']') {
      depth -= 1
      const wasEmpty = '{['.includes(tokens[index - 1] ?? '-')
      result += wasEmpty ? token : line() + token
    } else if (token === ',') {
      result += token + line()
    } else {
      result += token === ':' ? ': ' : token
    }
  })
  return result
}
