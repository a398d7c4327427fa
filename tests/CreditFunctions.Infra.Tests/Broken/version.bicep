// expect: 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-31' is not known
param location string

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-31' = {
  name: 'identity'
  location: location
}
