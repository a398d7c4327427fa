// expect: cannot be put on another resource by scope
param location string

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'identity'
  location: location
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: 'insights'
  scope: identity
  location: location
  kind: 'web'
}
