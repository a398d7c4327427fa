// expect: module 'loud' may not be there.
param isLoud bool

module loud 'function.bicep' = if (isLoud) {
  name: 'loud'
  params: {
    name: 'a'
  }
}

output shout string = loud.outputs.shout
