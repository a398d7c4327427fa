// expect: there is no property 'httpOnly'
param location string

resource app 'Microsoft.Web/sites@2024-11-01' = {
  name: 'app'
  location: location
  properties: {
    httpOnly: true
  }
}
