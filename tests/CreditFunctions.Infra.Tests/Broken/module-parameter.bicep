// expect: there is no parameter 'names'.
module unused 'unused.bicep' = {
  name: 'unused'
  params: {
    name: 'a'
    names: 'b'
  }
}
