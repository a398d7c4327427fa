// expect: there is no resource type 'Microsoft.Storage/storageAccount@2024-01-01'.
param location string

resource account 'Microsoft.Storage/storageAccount@2024-01-01' = {
  name: 'account'
  location: location
}
