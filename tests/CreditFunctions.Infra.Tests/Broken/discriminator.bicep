// expect: the name must be one of these
param app string

resource site 'Microsoft.Web/sites@2024-11-01' existing = {
  name: app
}

resource policy 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-11-01' = {
  parent: site
  name: 'ssh'
  properties: {
    allow: false
  }
}
