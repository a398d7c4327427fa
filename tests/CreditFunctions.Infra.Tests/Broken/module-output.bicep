// expect: the module has no output 'name'.
module unused 'unused.bicep' = {
  name: 'unused'
  params: {
    name: 'a'
  }
}

output name string = unused.outputs.name
