// expect: parameter 'name' is missing.
module unused 'unused.bicep' = {
  name: 'unused'
}
