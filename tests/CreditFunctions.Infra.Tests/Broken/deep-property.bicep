// expect: there is no property 'maximumInstances'
param location string

resource app 'Microsoft.Web/sites@2024-11-01' = {
  name: 'app'
  location: location
  properties: {
    functionAppConfig: {
      scaleAndConcurrency: {
        maximumInstances: 40
      }
    }
  }
}
