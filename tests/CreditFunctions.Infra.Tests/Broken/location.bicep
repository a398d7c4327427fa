// expect: the location is written out
resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'identity'
  location: 'westeurope'
}
