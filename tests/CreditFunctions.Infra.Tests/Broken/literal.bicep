// expect: 'Userassigned' is not allowed
param location string

resource app 'Microsoft.Web/sites@2024-11-01' = {
  name: 'app'
  location: location
  identity: {
    type: 'Userassigned'
  }
}
