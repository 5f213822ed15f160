import { describe, expect, it } from 'vitest'
import { parseWorkflowCommand } from './workflow-command.ts'

describe('parseWorkflowCommand()', () => {
  it('reads name, properties and data, with their escapes', () => {
    expect(
      parseWorkflowCommand('  ::Error file=a%2Cb%3A.py,line=3, endLine = 4,title=::50%25%0Aof::it'),
    ).toEqual({
      name: 'error',
      properties: { file: 'a,b:.py', line: '3', endline: ' 4' },
      data: '50%\nof::it',
    })
    expect(parseWorkflowCommand('::endgroup::')).toEqual({ name: 'endgroup', properties: {}, data: '' })
  })

  it('reads the old form anywhere in a line', () => {
    expect(parseWorkflowCommand('x ##[error file=a;line=2]no%5D')).toEqual({
      name: 'error',
      properties: { file: 'a', line: '2' },
      data: 'no]',
    })
  })

  it.each(['error::no', 'x ::error::no', '::error no', '::::', ''])('%j is output', (line) => {
    expect(parseWorkflowCommand(line)).toBeUndefined()
  })
})
