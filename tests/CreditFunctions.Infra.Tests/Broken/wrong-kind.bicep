// expect: 'true' is string; allowed is bool.
param location string

resource app 'Microsoft.Web/sites@2024-11-01' = {
  name: 'app'
  location: location
  properties: {
    httpsOnly: 'true'
  }
}
