// expect: there is no property 'serviceNames'
param location string

resource networks 'Microsoft.Network/virtualNetworks@2024-07-01' = [
  for name in ['one', 'two']: if (length(name) > 2) {
    name: name
    location: location
    properties: {
      subnets: [
        {
          name: 'app'
          properties: {
            delegations: [{ name: 'flex', properties: { serviceNames: 'Microsoft.App/environments' } }]
          }
        }
      ]
    }
  }
]
