// expect: there is no property 'Colour'
param location string
param more object

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: 'insights'
  location: location
  kind: 'web'
  properties: union(more, { Colour: 'red' })
}
